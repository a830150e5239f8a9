import { Converter, ReflectionKind } from 'typedoc';

/** TypeDoc's own names are those of folders and of the compiler; readers know entries by what they import, parameters by what they are. */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module))
      module.name = `@chainzrule/${module.name.replace('/src', '')}`;
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
      if (parameter.name === '__namedParameters') parameter.name = nameOf(parameter.type);
  });
}

/** A parameter that is taken apart has no name of its own: `fitSettings` for a FitSettings, `options` for any other. */
function nameOf(type) {
  if (type?.type !== 'reference' || type.name.endsWith('Options')) return 'options';
  return type.name[0].toLowerCase() + type.name.slice(1);
}
