import { ApiProblem } from "./problem";

/** What the API said of a field, such as `schedule[2].chargeDate`; nothing where it is silent. */
export function problemAt(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const told = error.problems.filter((each) => each.field === field);
  return told.length ? told.map((each) => sentence(each.message)).join(" ") : undefined;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1) + (message.endsWith(".") ? "" : ".");
}
