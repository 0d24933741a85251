/**
 * The clients, each with where its README block goes: `blockFile` a file below its home, `variables` the name of the
 * block whose lines set variables, `module` a module of its own that the case imports. `agent`: it has one field for a
 * key, and calls the agent with the placeholder. `checks` what it can do at all; default: everything.
 */
export const CLIENTS = [
  { name: 'codex', title: 'Codex', blockFile: '.codex/config.toml' },
  { name: 'claude-code', title: 'Claude Code', variables: 'claude-code' },
  {
    name: 'gemini-cli',
    title: 'Gemini CLI',
    variables: 'gemini-cli',
    environment: { GEMINI_CLI_TRUST_WORKSPACE: 'true' },
    files: {
      '.gemini/settings.json': JSON.stringify({
        security: { auth: { selectedType: 'gemini-api-key' } },
        privacy: { usageStatisticsEnabled: false },
        telemetry: { enabled: false },
        general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
      }),
    },
  },
  { name: 'ai-sdk-openai', title: 'AI SDK, OpenAI', block: 'ai-sdk', module: true },
  { name: 'ai-sdk-anthropic', title: 'AI SDK, Anthropic', block: 'ai-sdk', module: true },
  { name: 'ai-sdk-google', title: 'AI SDK, Google', block: 'ai-sdk', module: true },
  { name: 'langchain-openai', title: 'LangChain, OpenAI', block: 'langchain', module: true },
  { name: 'langchain-anthropic', title: 'LangChain, Anthropic', block: 'langchain', module: true },
  { name: 'langchain-google', title: 'LangChain, Google', block: 'langchain', module: true },
  { name: 'aicommits', title: 'aicommits, by the agent', blockFile: '.aicommits', agent: true, checks: ['chat', 'error'] },
  { name: 'openai-agents', title: 'OpenAI Agents', module: true },
  { name: 'openai-sdk', title: 'openai, by variables', variables: 'openai-sdk' },
  { name: 'anthropic-sdk', title: '@anthropic-ai/sdk, by variables', variables: 'anthropic-sdk' },
  { name: 'genai-sdk', title: '@google/genai', variables: 'genai-sdk', block: 'genai-sdk-code', module: true },
];
