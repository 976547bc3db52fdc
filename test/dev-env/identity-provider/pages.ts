const style = `<style>
:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:Canvas;color:CanvasText}
main{width:min(22rem,calc(100vw - 3rem));padding:1.5rem}
h1{font-size:1.4rem;margin:0 0 1rem}
label{display:block;margin:.75rem 0 .25rem}
input{box-sizing:border-box;width:100%;min-height:44px;padding:0 .75rem;font:inherit;border:1px solid GrayText;border-radius:.5rem;background:Field;color:FieldText}
button{width:100%;min-height:44px;margin-top:1.25rem;font:inherit;font-weight:600;border:0;border-radius:.5rem;background:#1d5fa8;color:#fff;cursor:pointer}
:focus-visible{outline:3px solid #5aa0e6;outline-offset:2px}
.error{padding:.5rem .75rem;border-left:4px solid #c22;background:color-mix(in srgb,#c22 12%,Canvas)}
.note{color:GrayText;font-size:.9rem}
</style>`;

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title>${style}</head><body><main>${body}</main></body></html>`;

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

export const loginPage = (action: string, failedName?: string): string =>
  page(
    'Log in – trial',
    `<h1>Trial login</h1>${failedName === undefined ? '' : '<p class="error" role="alert">User name or password is wrong.</p>'}
<form method="post" action="${escape(action)}">
<label for="login">User name or e-mail address</label><input id="login" name="login" autocomplete="username" autocapitalize="none" required autofocus value="${escape(failedName ?? '')}">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Log in</button></form>
<p class="note">alice, bob or carol; the passwords are shown where the trial was started.</p>`,
  );

/** `form` is oidc-provider's own, hidden one, with the id that the button names. */
export const logoutPage = (form: string): string =>
  page(
    'Log out – trial',
    `<h1>Log out</h1>${form}<button type="submit" form="op.logoutForm" name="logout" value="yes" autofocus>Log out</button>`,
  );

export const messagePage = (title: string, text: string): string => page(escape(title), `<h1>${escape(title)}</h1><p>${escape(text)}</p>`);
