/** The colours are those of the web page (apps/web/src/styles/tokens.css). */
const style = `<style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;--page:#f4f5f7;--surface:#fff;--text:#1b2430;--muted:#556072;--line:#dde1e7;--control:#7c8798;--accent:#1d5b8f;--on-accent:#fff;--danger:#b02a20;--danger-tint:#fdecea}
@media (prefers-color-scheme:dark){:root{--page:#12161c;--surface:#1b2129;--text:#e6eaf0;--muted:#a5afbd;--line:#303946;--control:#7d8999;--accent:#8fc1ee;--on-accent:#0c1a28;--danger:#ff9d93;--danger-tint:#3a1d1b}}
body{margin:0;background:var(--page);color:var(--text)}
main{box-sizing:border-box;width:min(26rem,calc(100% - 2rem));margin:max(1rem,14vh) auto 2rem;padding:2rem 1.5rem;border:1px solid var(--line);border-radius:.75rem;background:var(--surface)}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
p{margin:1rem 0 0}
label{display:block;margin:1rem 0 .25rem;font-weight:600}
input{box-sizing:border-box;width:100%;min-height:2.75rem;padding:0 .75rem;font:inherit;border:1px solid var(--control);border-radius:.5rem;background:var(--surface);color:inherit}
button{width:100%;min-height:2.75rem;margin-top:1.5rem;font:inherit;font-weight:600;border:0;border-radius:.5rem;background:var(--accent);color:var(--on-accent);cursor:pointer}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.error{padding:.75rem 1rem;border:1px solid var(--danger);border-radius:.5rem;background:var(--danger-tint)}
.note{color:var(--muted);font-size:.875rem}
</style>`;

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><link rel="icon" href="data:,">${style}</head><body><main>${body}</main></body></html>`;

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** After a failure the name is kept, and what is to be typed again has the focus. */
export const loginPage = (action: string, failedName?: string): string => {
  const failed = failedName !== undefined;
  const focus = (here: boolean) => (here ? 'autofocus' : '');
  return page(
    'Log in – trial',
    `<h1>Trial login</h1>${failed ? '<p class="error" role="alert">User name or password is wrong.</p>' : ''}
<form method="post" action="${escape(action)}">
<label for="login">User name or e-mail address</label><input id="login" name="login" autocomplete="username" autocapitalize="none" required ${focus(!failed)} value="${escape(failedName ?? '')}">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required ${focus(failed)}>
<button type="submit">Log in</button></form>
<p class="note">alice, bob or carol; the passwords are shown where the trial was started.</p>`,
  );
};

/** `form` is oidc-provider's own, hidden one, with the id that the button names. */
export const logoutPage = (form: string): string =>
  page(
    'Log out – trial',
    `<h1>Log out</h1><p>End the trial login as well, so that the next login asks for a password.</p>
${form}<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Log out</button>`,
  );

/** `home` is the address of the calendars. */
export const messagePage = (title: string, text: string, home: string): string =>
  page(escape(title), `<h1>${escape(title)}</h1><p>${escape(text)}</p><p><a href="${escape(home)}">Back to Calendars</a></p>`);
