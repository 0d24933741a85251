import 'reflect-metadata';
import type { DynamicModule, ModuleMetadata, Type } from '@nestjs/common';

type Import = NonNullable<ModuleMetadata['imports']>[number];

/** Whether a module stands anywhere below. A dynamic module that is still a promise can't be looked into. */
export function importsModule({ imports = [] }: Pick<ModuleMetadata, 'imports'>, sought: Type, seen = new Set<unknown>()): boolean {
  return imports.some((one) => {
    const each = unwrapped(one);
    if (each === undefined || seen.has(each)) return false;
    seen.add(each);
    const [module, own] = isDynamic(each) ? [each.module, each.imports ?? []] : [each, []];
    if (module === sought) return true;
    const declared = (Reflect.getMetadata('imports', module) ?? []) as Import[];
    return importsModule({ imports: [...own, ...declared] }, sought, seen);
  });
}

function unwrapped(one: Import): Type | DynamicModule | undefined {
  if (typeof one === 'object' && 'forwardRef' in one) return unwrapped(one.forwardRef() as Import);
  return one instanceof Promise ? undefined : (one as Type | DynamicModule);
}

function isDynamic(one: Type | DynamicModule): one is DynamicModule {
  return typeof one === 'object' && 'module' in one;
}
