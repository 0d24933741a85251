export interface FormPart {
  name: string;
  filename: string | undefined;
  contentType: string | undefined;
  data: Buffer;
}

/** Parts of a multipart/form-data body (RFC 7578); undefined when it is not one or breaks off. */
export function partsOf(body: Buffer, contentType: string | undefined): FormPart[] | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? '');
  if (!/^multipart\/form-data/i.test(contentType ?? '') || boundary === null) return undefined;
  const mark = Buffer.from(`--${boundary[1] ?? boundary[2]}`);
  const parts: FormPart[] = [];
  let at = body.indexOf(mark);
  while (at >= 0) {
    const from = at + mark.length;
    if (body.toString('latin1', from, from + 2) === '--') return parts;
    const next = body.indexOf(mark, from);
    const head = body.indexOf('\r\n\r\n', from);
    if (next < 0 || head < 0 || head > next) return undefined;
    const headers = body.toString('utf8', from, head);
    const name = /[;\s]name="([^"]*)"/i.exec(headers)?.[1];
    if (name !== undefined) {
      parts.push({
        name,
        filename: /filename="([^"]*)"/i.exec(headers)?.[1],
        contentType: /^content-type:\s*(\S+)/im.exec(headers)?.[1],
        data: body.subarray(head + 4, next - 2),
      });
    }
    at = next;
  }
  return undefined;
}
