/** Values of variables, by name. */
export type Variables = Readonly<Record<string, unknown>>;

/** A number, or how it follows from the variables. */
export type Amount = number | ((variables: Variables) => number);

export const valueOf = (amount: Amount, variables: Variables): number =>
  typeof amount === 'number' ? amount : amount(variables);

export const sum = (amounts: readonly Amount[]): Amount =>
  combined(amounts, (values) => values.reduce((total, value) => total + value, 0));

export const largest = (amounts: readonly Amount[]): Amount => combined(amounts, (values) => Math.max(0, ...values));

/** Zero times infinity is zero here. */
export const product = (a: Amount, b: Amount): Amount =>
  combined([a, b], ([x = 0, y = 0]) => (x === 0 || y === 0 ? 0 : x * y));

/** Computed once if no part depends on variables. */
function combined(amounts: readonly Amount[], combine: (values: readonly number[]) => number): Amount {
  if (amounts.every((one) => typeof one === 'number')) return combine(amounts);
  return (variables) => combine(amounts.map((one) => valueOf(one, variables)));
}
