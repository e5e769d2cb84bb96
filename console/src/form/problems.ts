import { ApiProblem, type FieldProblem } from "../api/problem";

/** What the API said of each field of a form; forgotten field by field as they are edited. */
export class Problems {
  static readonly none = new Problems([]);

  private constructor(readonly all: readonly FieldProblem[]) {}

  /** What `error` says of fields. `at` is the path of the form in the request that was sent. */
  static of(error: unknown, at = ""): Problems {
    if (!(error instanceof ApiProblem) || !error.problems.length) return Problems.none;
    return new Problems(
      error.problems.map((each) => ({
        ...each,
        field: each.field.startsWith(at) ? each.field.slice(at.length) : each.field,
      })),
    );
  }

  /** What is said of the field itself. */
  at(field: string): string | undefined {
    return told(this.all.filter((each) => each.field === field));
  }

  /** What is said of the field or of one of its parts. */
  within(field: string): string | undefined {
    return told(this.only([field]).all);
  }

  /** What is about none of these fields, nor about a part of them, for a place beside them. */
  besides(fields: readonly string[]): string | undefined {
    return this.without(fields).summary() || undefined;
  }

  /** Those of some fields and of their parts alone, or of all others. */
  only(fields: readonly string[]): Problems {
    return this.filter((field) => fields.some((each) => isPartOf(field, each)));
  }

  without(fields: readonly string[]): Problems {
    return this.filter((field) => !fields.some((each) => isPartOf(field, each)));
  }

  /** All of them with their fields, for a place where those are not. */
  summary(): string {
    return this.all.map(({ field, message }) => `${nameOf(field)}: ${message}`).join("; ");
  }

  get isEmpty(): boolean {
    return !this.all.length;
  }

  private filter(keeps: (field: string) => boolean): Problems {
    return new Problems(this.all.filter((each) => keeps(each.field)));
  }
}

/** Whether the problems say where they are: then they are shown there, and not as a notice. */
export function hasFields(error: unknown): boolean {
  return !Problems.of(error).isEmpty;
}

function isPartOf(field: string, whole: string): boolean {
  return field === whole || field.startsWith(`${whole}.`) || field.startsWith(`${whole}[`);
}

/** A line that the request did not name is told by its number: `lineItems['7'].endMonth`. */
function nameOf(field: string): string {
  const [, number] = /^lineItems\['(.*)'\]/.exec(field) ?? [];
  return number === undefined ? field : `Line item ${number}`;
}

/** The API's words follow a field's name there; here they are sentences. */
function told(problems: readonly FieldProblem[]): string | undefined {
  return problems.map(({ message }) => sentence(message)).join(" ") || undefined;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1) + (message.endsWith(".") ? "" : ".");
}
