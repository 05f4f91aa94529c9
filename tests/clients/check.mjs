// Reads back what the bridge recorded of the agents' runs and compares it with what the simulated provider sent.
// usage: BRIDGE_URL=… ADMIN_TOKEN=… PROMPT=… node check.mjs cases.tsv   (written by run.sh)
import { readFileSync } from 'node:fs';

const { BRIDGE_URL, ADMIN_TOKEN, PROMPT } = process.env;

// What src/AiBridge/Demo says and counts.
const thought = 'The person wants to see the bridge at work. A harmless command shows a whole tool loop.';
const aside = 'I will run one harmless tool to show how a tool call is recorded.';
const command = 'echo hello from the demo';
const anthropicUsage = [
  { input: 4, output: 118, cacheRead: 13993, cacheWrite: 1862, extra: { cache_ephemeral_5m_input: 1840, cache_ephemeral_1h_input: 22 } },
  { input: 6, output: 46, cacheRead: 15855, cacheWrite: 112, extra: { cache_ephemeral_5m_input: 97, cache_ephemeral_1h_input: 15 } },
];
const openAiUsage = [
  { input: 1866, output: 118, cacheRead: 13993, cacheWrite: null, extra: { output_reasoning: 41 } },
  { input: 118, output: 46, cacheRead: 15855, cacheWrite: null, extra: { output_reasoning: 12 } },
];
const thinking = { thoughts: [['thinking', thought]], final: [] };
const reasoning = { thoughts: [['reasoning', thought]], final: [] };
const summary = { thoughts: [['reasoning_summary', thought], ['commentary', aside]], final: [] };

const claude = { client: 'Claude Code', protocol: 'anthropic_messages', route: '/v1/messages', usage: anthropicUsage, ...thinking };
const codex = { client: 'Codex', protocol: 'openai_responses', route: '/v1/responses', usage: openAiUsage, ...summary };
const opencode = { client: 'OpenCode', tool: 'bash', input: JSON.stringify({ command }), title: true };
const expected = {
  claude: { ...claude, tool: 'Bash', input: JSON.stringify({ command, description: 'Print a greeting' }) },
  codex: { ...codex, tool: 'exec_command', input: JSON.stringify({ cmd: command }) },
  'codex-builtin': { ...codex, tool: 'exec_command', input: JSON.stringify({ cmd: command }) },
  'codex-scripted': { ...codex, tool: 'exec', input: `const result = await tools.exec_command({ cmd: "${command}" });\ntext(result.output ?? result);\n` },
  'opencode-anthropic': { ...claude, ...opencode },
  'opencode-openai': { ...codex, ...opencode },
  'opencode-chat': { ...opencode, ...reasoning, protocol: 'openai_chat_completions', route: '/v1/chat/completions', usage: openAiUsage },
};

async function get(path) {
  const response = await fetch(BRIDGE_URL + path, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` }, signal: AbortSignal.timeout(10000) });
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function allInterceptions() {
  const items = [];
  for (let cursor = null, pages = 0; pages === 0 || (cursor && pages < 50); pages++) {
    const page = await get(`/api/v1/interceptions?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return Promise.all(items.map((item) => get(`/api/v1/interceptions/${item.id}`)));
}

// The journal has the records before the agents saw the ends; the database follows.
async function settled() {
  for (let tries = 0; ; tries++) {
    const all = await allInterceptions();
    if (tries === 40 || (all.length > 0 && all.every((one) => one.status !== 'in_progress'))) return all;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

let passed = 0;
const faults = [];
function same(what, actual, wanted) {
  const [a, w] = [JSON.stringify(actual ?? null), JSON.stringify(wanted ?? null)];
  if (a === w) passed++;
  else faults.push(`${what}: ${a}, expected ${w}`);
}

function checkTurn(name, turn, one, want) {
  const at = (what) => `${name} turn ${turn + 1} ${what}`;
  const usage = one.tokenUsage ?? {};
  same(at('client'), one.client, want.client);
  same(at('protocol'), one.protocol, want.protocol);
  same(at('route'), one.route, want.route);
  const again = name.endsWith('-dying') && turn === 0;
  same(at('streaming'), one.streaming, !(again && name.startsWith('claude')));
  same(at('status'), [one.status, one.httpStatus, one.errorType], ['completed', 200, null]);
  same(at('credential'), one.credentialKind, 'centralized');
  same(at('tokens'), [usage.inputTokens, usage.outputTokens, usage.cacheReadInputTokens, usage.cacheWriteInputTokens ?? null, usage.partial],
    [want.usage[turn].input, want.usage[turn].output, want.usage[turn].cacheRead, want.usage[turn].cacheWrite, false]);
  for (const [key, count] of Object.entries(want.usage[turn].extra)) same(at(`extra ${key}`), usage.extra?.[key], count);
  same(at('prompts'), one.prompts?.map((prompt) => prompt.text), turn === 0 && !(again && name.startsWith('codex')) ? [PROMPT] : []);
  same(at('tool'), one.toolUsages?.map((tool) => [tool.tool, tool.input]), turn === 0 ? [[want.tool, want.input]] : []);
  same(at('thoughts'), one.modelThoughts?.map((thought) => [thought.source, thought.content]), turn === 0 ? want.thoughts : want.final);
}

// The upstream died inside the first turn's tool call, between two events and then inside one. Claude Code meets one death only: it
// asks again without streaming.
function checkDeaths(name, dead) {
  const deaths = name === 'claude-dying' ? 1 : 2;
  same(`${name} deaths`, dead.map((one) => [one.status, one.errorType]), Array(deaths).fill(['failed', 'stream_error']));
  same(`${name} usage of the dead is partial`, dead.map((one) => one.tokenUsage === null || one.tokenUsage.partial), Array(deaths).fill(true));
  same(`${name} prompt stands with the first try`, dead[0]?.prompts?.map((prompt) => prompt.text), [PROMPT]);
}

function checkCase([name, exitCode, session, shown], all) {
  const want = expected[name.replace('-dying', '')];
  same(`${name} exit code`, Number(exitCode), 0);
  same(`${name} shows the answer`, Number(shown) > 0, true);
  const mine = all.filter((one) => one.clientSessionId === session && session !== '')
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const turns = mine.filter((one) => one.purpose === 'main');
  const main = turns.filter((one) => !name.endsWith('-dying') || one.status === 'completed');
  if (name.endsWith('-dying')) checkDeaths(name, turns.filter((one) => one.status !== 'completed'));
  same(`${name} main interceptions of session ${session}`, main.length, 2);
  if (want.title) {
    const titles = mine.filter((one) => one.purpose === 'auxiliary');
    same(`${name} title requests`, titles.map((one) => one.prompts.length), [0]);
  }
  if (main.length < 2) return mine.map((one) => [name, one]);
  main.slice(0, 2).forEach((one, turn) => checkTurn(name, turn, one, want));
  const [first, second] = main;
  same(`${name} parents`, [first.threadParentId, second.threadParentId], [null, first.id]);
  same(`${name} roots`, [first.threadRootId, second.threadRootId], [first.id, first.id]);
  same(`${name} correlating call`, second.correlatingToolCallId, first.toolUsages?.[0]?.toolCallId);
  same(`${name} sessions`, [first.sessionId, second.sessionId], [session, session]);
  return mine.map((one) => [name, one]);
}

function print(rows) {
  const head = ['case', 'client', 'protocol', 'purpose', 'status', 'in', 'out', 'read', 'write', 'tool', 'thoughts', 'parent'];
  const lines = rows.map(([name, one]) => {
    const usage = one.tokenUsage ?? {};
    return [name, one.client, one.protocol, one.purpose, one.status, usage.inputTokens, usage.outputTokens, usage.cacheReadInputTokens,
      usage.cacheWriteInputTokens, one.toolUsages?.map((tool) => tool.tool).join(), one.modelThoughts?.map((thought) => thought.source).join(),
      one.threadParentId?.slice(-6)].map((cell) => String(cell ?? '-') || '-');
  });
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)));
  for (const line of [head, ...lines]) console.log(line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

const cases = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => line.split('\t'));
const all = await settled();
const rows = cases.flatMap((one) => checkCase(one, all));
print(rows);
for (const fault of faults) console.log(`FAILED ${fault}`);
console.log(`${passed} passed, ${faults.length} failed`);
process.exitCode = faults.length === 0 && passed > 0 ? 0 : 1;
