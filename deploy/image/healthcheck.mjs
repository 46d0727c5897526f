// Whether the process of this container answers: `live`, or with the argument `ready` whether it takes requests.
// It asks through the loopback interface, so REKAM_HOST must cover that, as 0.0.0.0 does.
const port = process.env['REKAM_PORT'] || '8080';
const question = process.argv[2] === 'ready' ? 'ready' : 'live';
try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/${question}`, { signal: AbortSignal.timeout(4_000) });
  if (!answer.ok) throw new Error(await answer.text());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
