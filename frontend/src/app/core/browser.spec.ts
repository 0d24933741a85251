describe('the test browser', () => {
  it('has WebCrypto, IndexedDB, clones and streams like a real one', async () => {
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, key, new TextEncoder().encode('x'));
    expect(sealed.byteLength).toBe(17);
    expect(structuredClone(new Uint8Array([1]))).toEqual(new Uint8Array([1]));
    expect(typeof indexedDB.open).toBe('function');
    expect(await new Response(new Blob(['a']).stream?.() ?? 'a').text()).toBe('a');
  });
});
