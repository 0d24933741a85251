const DATA = /^data:[ \t]?/;

function isWholeJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether an answer ends in the middle: over HTTP/2 a stream that was reset can look like one that ended. Sure only
 * where it says yes: a JSON document without its closing bracket, an event whose data is half a JSON document.
 * @param contentType of the answer
 * @param tail its last bytes, at least those of its last line
 */
export function endsInTheMiddle(contentType: string, tail: string): boolean {
  if (/^application\/json\b/i.test(contentType)) return !/[}\]]$/.test(tail.trimEnd());
  if (!/^text\/event-stream\b/i.test(contentType)) return false;
  const line = tail.slice(Math.max(tail.lastIndexOf('\n'), tail.lastIndexOf('\r')) + 1);
  const data = line.replace(DATA, '');
  return DATA.test(line) && /^\s*[{[]/.test(data) && data !== '[DONE]' && !isWholeJson(data);
}
