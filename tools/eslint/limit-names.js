/** The words of limits, as the vocabulary of the project has them. */
const WORDS = new Map([
  ['LONGEST', 'MAX'],
  ['LARGEST', 'MAX'],
  ['DEEPEST', 'MAX'],
  ['MOST', 'MAX'],
  ['SHORTEST', 'MIN'],
  ['SMALLEST', 'MIN'],
  ['LEAST', 'MIN'],
  ['PATIENCE', 'TIMEOUT'],
  ['NEEDED', 'REQUIRED'],
]);

/** Constants that are limits begin with MAX_ or MIN_, times with their purpose, and what must be there is REQUIRED_. */
export const limitNames = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: { word: 'Say {{said}} for {{word}} in the name of a constant.' },
  },
  create(context) {
    const check = (node) => {
      if (!/^[A-Z][A-Z0-9_]*$/.test(node.name)) return;
      const word = node.name.split('_').find((part) => WORDS.has(part));
      if (word !== undefined) context.report({ node, messageId: 'word', data: { word, said: WORDS.get(word) } });
    };
    return { 'VariableDeclarator > Identifier.id': check, 'VariableDeclarator > ArrayPattern > Identifier': check };
  },
};
