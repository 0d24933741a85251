import { piecesOf } from '../text/tokens.js';

interface TokenLogprob {
  token: string;
  logprob: number;
  bytes: number[];
}

/** Log probabilities of a text, token by token, each with its `top` likeliest alternatives. */
export function logprobsOf(text: string, top: number): (TokenLogprob & { top_logprobs: TokenLogprob[] })[] {
  return piecesOf(text).map((token) => {
    const chosen = entryOf(token, -0.1);
    const others = Array.from({ length: Math.max(0, top - 1) }, (_unused, index) => entryOf(` ${index}`, -3 - index));
    return { ...chosen, top_logprobs: top > 0 ? [chosen, ...others] : [] };
  });
}

function entryOf(token: string, logprob: number): TokenLogprob {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}
