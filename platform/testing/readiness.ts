/** What a process says of itself at `/readyz`. */
interface ReportedReadiness {
  readonly status: number;
  readonly ok: boolean;
  readonly dependencies: Readonly<Record<string, { ok: boolean; note?: string; reason?: string }>>;
}

/** Errors: nobody listens there. */
export async function readinessOf(url: string): Promise<ReportedReadiness> {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, ...((await answer.json()) as Omit<ReportedReadiness, 'status'>) };
}
