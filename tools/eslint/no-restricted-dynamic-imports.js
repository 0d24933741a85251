/**
 * Refuses in `import('…')`, the expression and the type, what `no-restricted-imports` refuses in declarations: that rule
 * looks at declarations alone.
 */
export default {
  meta: {
    type: 'problem',
    schema: [
      {
        type: 'array',
        items: { type: 'object', properties: { regex: { type: 'string' }, message: { type: 'string' } }, required: ['regex', 'message'], additionalProperties: false },
      },
    ],
  },
  create(context) {
    const patterns = context.options[0].map(({ regex, message }) => ({ pattern: new RegExp(regex, 'iu'), message }));
    const visit = ({ source }) => {
      if (typeof source?.value !== 'string') return;
      const refused = patterns.find(({ pattern }) => pattern.test(source.value));
      if (refused !== undefined) context.report({ node: source, message: refused.message });
    };
    return { ImportExpression: visit, TSImportType: visit };
  },
};
