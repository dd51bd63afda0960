import { useEffect, useRef } from "preact/hooks";
import { useValue } from "../ui/value";
import { session } from "./session";
import { settings } from "./settings";
import { SignInForm } from "./sign-in-form";

export function SignInDialog({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const identity = useValue(session.identity);
  const offered = settings.current!.signIn as "development" | "code";
  useEffect(() => dialog.current?.showModal(), []);
  const leave = (): void => {
    session.end();
    close();
  };
  return (
    <dialog ref={dialog} onClose={close} aria-labelledby="sign-in-title" class="stack">
      <div class="row spread">
        <h2 id="sign-in-title">{identity === undefined ? "Sign in" : `You are ${identity.name}`}</h2>
        <button class="plain icon" onClick={close} aria-label="Close">
          ✕
        </button>
      </div>
      {identity !== undefined && (
        <div class="row">
          <code>{identity.user}</code>
          {identity.roles.map((role) => (
            <span key={role} class="badge accent">
              {role}
            </span>
          ))}
          <button class="small" onClick={leave}>
            Sign out
          </button>
        </div>
      )}
      <SignInForm offered={offered} done={close} />
    </dialog>
  );
}
