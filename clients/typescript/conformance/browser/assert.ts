interface Assert {
  ok(value: unknown, message?: string): asserts value;
  equal(actual: unknown, expected: unknown): void;
  deepEqual(actual: unknown, expected: unknown): void;
  rejects(promise: Promise<unknown>, check: (error: unknown) => boolean): Promise<void>;
}

/** What the runner uses of `node:assert/strict`, for a page: the import map of the tests puts it in its place. */
const assert: Assert = {
  ok(value: unknown, message = "Something is missing."): void {
    if (value === undefined || value === null || value === false || value === 0 || value === "") {
      throw new Error(message);
    }
  },

  equal(actual: unknown, expected: unknown): void {
    if (!Object.is(actual, expected)) {
      throw new Error(`Expected ${show(expected)}, saw ${show(actual)}.`);
    }
  },

  deepEqual(actual: unknown, expected: unknown): void {
    if (!same(actual, expected)) {
      throw new Error(`Expected ${show(expected)}, saw ${show(actual)}.`);
    }
  },

  async rejects(promise: Promise<unknown>, check: (error: unknown) => boolean): Promise<void> {
    const outcome = await promise.then(
      () => ({ rejected: false, error: undefined as unknown }),
      (error: unknown) => ({ rejected: true, error }),
    );
    assert.ok(outcome.rejected, "It was expected to fail.");
    assert.ok(check(outcome.error), `It failed otherwise: ${String(outcome.error)}`);
  },
};

export default assert;

function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) {
    return true;
  }

  if (left instanceof Date || right instanceof Date) {
    return left instanceof Date && right instanceof Date && left.getTime() === right.getTime();
  }

  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null || Array.isArray(left) !== Array.isArray(right)) {
    return false;
  }

  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && same(valueOf(left, key), valueOf(right, key)));
}

function valueOf(of: object, key: string): unknown {
  return (of as Record<string, unknown>)[key];
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}
