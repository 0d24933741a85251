const PASSED_ON = ['PATH', 'SystemRoot', 'SYSTEMROOT', 'windir', 'COMSPEC', 'TEMP', 'TMP', 'TMPDIR'];

/**
 * What PostgreSQL's programs see of our environment: no locale (an unknown LANG stops initdb), no PG* variables, and
 * none of the application's secrets.
 */
export function programEnvironment(): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { LC_ALL: 'C', LANG: 'C', TZ: 'UTC' };
  for (const name of PASSED_ON) if (process.env[name] !== undefined) environment[name] = process.env[name];
  return environment;
}
