export default async function tearDown() {
  await globalThis.byokTestServer?.close();
}
