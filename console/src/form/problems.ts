import { problemAt } from "../api/fields";
import { ApiProblem } from "../api/problem";

/** What is wrong with an input, by the field that it is about. */
export interface FieldErrors {
  readonly at: (field: string) => string | undefined;
  /** What is about none of these fields, nor about a part of them. */
  readonly besides: (fields: readonly string[]) => string | undefined;
}

export function fieldErrors(error: unknown): FieldErrors {
  return {
    at: (field) => problemAt(error, field),
    besides: (fields) => {
      const others = problemsOf(error).filter(
        (each) => !fields.some((field) => isPartOf(each.field, field)),
      );
      return others.map((each) => `${each.field}: ${each.message}`).join("; ") || undefined;
    },
  };
}

/** Whether the problems say where they are: then they are shown there, and not as a notice. */
export function hasFields(error: unknown): boolean {
  return problemsOf(error).length > 0;
}

function problemsOf(error: unknown) {
  return error instanceof ApiProblem ? error.problems : [];
}

function isPartOf(field: string, whole: string): boolean {
  return field === whole || field.startsWith(`${whole}.`) || field.startsWith(`${whole}[`);
}
