import { RULES, type FieldRule } from './field-rules.js';

/** What may stand at one place of a body. */
export interface FieldNode {
  /** Whatever stands here passes: a schema, arguments, metadata. */
  readonly isOpen: boolean;
  /** The values that pass, as text; undefined: all. */
  readonly values: ReadonlySet<string> | undefined;
  readonly rule: FieldRule | undefined;
  readonly children: ReadonlyMap<string, FieldNode>;
}

interface GrowingNode extends FieldNode {
  isOpen: boolean;
  values: ReadonlySet<string> | undefined;
  rule: FieldRule | undefined;
  readonly children: Map<string, GrowingNode>;
}

const newNode = (): GrowingNode => ({ isOpen: false, values: undefined, rule: undefined, children: new Map() });

const ENTRY = /^(?<path>[^=~]+?)(?<open>\.\*)?(?:=(?<values>[^~]*))?(?:~(?<rule>.+))?$/;

/**
 * A list of fields as a tree: `a.b`, `a.*` (whatever stands in `a`), `a=x|y` (with these values), `a~rule`.
 * @throws Error for what is no such list, which is a mistake in the generated data
 */
export function fieldTree(fields: readonly string[]): FieldNode {
  const root = newNode();
  for (const entry of fields) {
    const { path, open, values, rule } = ENTRY.exec(entry)?.groups ?? {};
    if (path === undefined) throw new Error(`"${entry}" is no field.`);
    const node = nodeAt(root, path.split('.'));
    node.isOpen ||= open !== undefined;
    if (values !== undefined) node.values = new Set(values.split('|'));
    if (rule !== undefined) node.rule = ruleNamed(rule);
  }
  return root;
}

function nodeAt(root: GrowingNode, steps: readonly string[]): GrowingNode {
  let node = root;
  for (const step of steps) {
    let child = node.children.get(step);
    if (child === undefined) {
      child = newNode();
      node.children.set(step, child);
    }
    node = child;
  }
  return node;
}

function ruleNamed(name: string): FieldRule {
  const rule = RULES.get(name);
  if (rule === undefined) throw new Error(`There is no rule ${name}.`);
  return rule;
}
