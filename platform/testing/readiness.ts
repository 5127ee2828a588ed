/** What a process says of itself at `/readyz`. */
interface ToldReadiness {
  readonly status: number;
  readonly ok: boolean;
  readonly dependencies: Readonly<Record<string, { ok: boolean; note?: string; reason?: string }>>;
}

/** Errors: nobody listens there. */
export async function readinessOf(url: string): Promise<ToldReadiness> {
  const answer = await fetch(`${url}/readyz`);
  return { status: answer.status, ...((await answer.json()) as Omit<ToldReadiness, 'status'>) };
}
