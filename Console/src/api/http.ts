import { session } from "../shell/session";

const pageDefect = "page-defect";

/** A refusal as problem details say it, or why there was no answer. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    /** 0: nothing answered. */
    readonly status: number,
    /** Stable; the table is docs/errors.md. */
    readonly code: string,
    message: string,
    /** Seconds after which it is worth another try, where the service says so. */
    readonly retryAfter?: number,
  ) {
    super(message);
  }

  /** Nobody answered; a defect of the page is none of the network. */
  get isOffline(): boolean {
    return this.status === 0 && this.code !== pageDefect;
  }
}

export interface Call {
  readonly method?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
  readonly headers?: Record<string, string>;
}

/** Calls the gateway as whoever is signed in. @throws ApiError */
export async function call(path: string, { method = "GET", body, signal, headers = {} }: Call = {}): Promise<Response> {
  const token = await session.token();
  const init: RequestInit = {
    method,
    headers: {
      accept: "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  };
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }

    throw new ApiError(0, "offline", "The gateway does not answer.");
  }

  if (!answer.ok) {
    throw await refusalOf(answer);
  }

  return answer;
}

/** The answer's JSON; undefined where it has none. */
export async function read<T>(path: string, options?: Call): Promise<T> {
  const answer = await call(path, options);
  return answer.status === 204 ? (undefined as T) : ((await answer.json()) as T);
}

export async function refusalOf(answer: Response): Promise<ApiError> {
  const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string; title?: string };
  const retryAfter = Number(answer.headers.get("retry-after")) || undefined;
  return new ApiError(
    answer.status,
    problem.code ?? `status-${answer.status}`,
    problem.detail ?? problem.title ?? `The gateway answered ${answer.status}.`,
    retryAfter,
  );
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, pageDefect, error instanceof Error ? error.message : String(error));
}
