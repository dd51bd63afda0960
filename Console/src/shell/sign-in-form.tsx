import { useEffect, useRef, useState } from "preact/hooks";
import { type ApiError, asApiError } from "../api/http";
import { Failure } from "../ui/states";
import { leaveForIssuer, signInAs } from "./sign-in";

const roles = ["admin", "moderator", "operator"] as const;

/** In Development as anybody, elsewhere at the issuer. */
export function SignInForm({ offered, done }: { offered: "development" | "code"; done?: () => void }) {
  return offered === "code" ? <AtIssuer /> : <AsAnybody {...(done === undefined ? {} : { done })} />;
}

function AtIssuer() {
  return (
    <div class="stack">
      <p class="quiet small">You sign in at your organisation and come back here.</p>
      <button class="primary" onClick={() => void leaveForIssuer()}>
        Sign in
      </button>
    </div>
  );
}

function AsAnybody({ done }: { done?: () => void }) {
  const [name, setName] = useState("");
  const [chosen, choose] = useState<readonly string[]>([]);
  const [error, fail] = useState<ApiError>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const toggle = (role: string): void => choose(chosen.includes(role) ? chosen.filter((other) => other !== role) : [...chosen, role]);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    try {
      const given = input.current!.value.trim();
      if (given === "") {
        return;
      }

      await signInAs(given.toLowerCase().replaceAll(/\s+/g, "-"), given, chosen);
      done?.();
    } catch (cause) {
      fail(asApiError(cause));
    }
  };
  return (
    <form class="stack" onSubmit={(event) => void submit(event)}>
      <label class="field">
        <span>Your name</span>
        <input ref={input} value={name} onInput={(event) => setName(event.currentTarget.value)} autocomplete="off" maxLength={60} required placeholder="Ada" />
      </label>
      <fieldset class="roles">
        <legend>Roles (none is needed)</legend>
        {roles.map((role) => (
          <label key={role} class="switch">
            <input type="checkbox" checked={chosen.includes(role)} onChange={() => toggle(role)} />
            {role}
          </label>
        ))}
      </fieldset>
      {error !== undefined && <Failure error={error} />}
      <button class="primary">
        Sign in
      </button>
    </form>
  );
}
