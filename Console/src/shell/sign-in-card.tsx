import type { Settings } from "../api/contract";
import { Empty } from "../ui/states";
import { SignInForm } from "./sign-in-form";

/** In place of a page that needs a user. */
export function SignInCard({ page, offered }: { page: string; offered: Settings["signIn"] }) {
  if (offered === "none") {
    return (
      <Empty title={`${page} needs a sign-in`}>
        No client is configured for this page (<code>Auth:ClientId</code>). Overview and Sizing work without one.
      </Empty>
    );
  }

  return (
    <section class="card sign-in">
      <h1>{page}</h1>
      <p class="quiet">
        {offered === "development"
          ? "On a developer's machine you may be anybody. The name belongs to this tab: open a second one to be somebody else."
          : `${page} is for people who are signed in.`}
      </p>
      <SignInForm offered={offered} />
    </section>
  );
}
