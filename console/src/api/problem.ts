/** One thing that is wrong with an input. */
export interface FieldProblem {
  readonly field: string;
  readonly reason: string;
  readonly message: string;
}

/** What the API refused, in its own words. */
export class ApiProblem extends Error {
  private constructor(
    readonly status: number,
    /** AWS's name of the error, such as `AccessDeniedException`. */
    readonly code: string,
    message: string,
    readonly problems: readonly FieldProblem[],
    readonly requestId: string | null,
    /** What a conflict is about, such as the ID of a charge. */
    readonly resourceId: string | null,
    /** Everything it said, such as the purchase orders that stand against a deletion. */
    readonly details: Readonly<Record<string, unknown>>,
  ) {
    super(message);
  }

  static async of(response: Response): Promise<ApiProblem> {
    const told = await response.json().catch(() => ({}));
    return new ApiProblem(
      response.status,
      response.headers.get("x-amzn-errortype") ?? told.__type ?? `HTTP ${response.status}`,
      told.detail ?? told.message ?? told.Message ?? response.statusText,
      told.problems ?? [],
      response.headers.get("x-amzn-requestid") ?? told.requestId ?? null,
      told.resourceId ?? null,
      told,
    );
  }

  get isDenied(): boolean {
    return this.status === 403;
  }
}
