/** node healthcheck.mjs /healthz: 0 when the server in this container answers that path with 2xx, else 1. */
const url = `http://127.0.0.1:${process.env.PORT || 3000}${process.argv[2] ?? '/healthz'}`;
try {
  const response = await fetch(url, { signal: AbortSignal.timeout(4000) });
  console.log(response.status, await response.text());
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.log(error.cause?.message ?? error.message);
  process.exitCode = 1;
}
