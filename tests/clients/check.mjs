// Reads back what the bridge recorded of the agents' runs and compares it with what the simulated provider sent; of the told
// cases, when the person saw what the bridge had decided, and after how many requests.
// usage: BRIDGE_URL=… ADMIN_TOKEN=… PROMPT=… node check.mjs cases.tsv   (written by run.sh)
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
// With a provider of one's own it sends no session.
const copilot = { client: 'GitHub Copilot (CLI)', sessionless: true, tool: 'bash', input: JSON.stringify({ command, description: 'Print a greeting' }) };
const expected = {
  claude: { ...claude, tool: 'Bash', input: JSON.stringify({ command, description: 'Print a greeting' }) },
  'claude-newer': { ...claude, tool: 'Bash', input: JSON.stringify({ command, description: 'Print a greeting' }) },
  'claude-mcp': { ...claude, prompt: 'Use the tool list-providers, please.', tool: 'mcp__aibridge__list-providers', input: '{}' },
  codex: { ...codex, tool: 'exec_command', input: JSON.stringify({ cmd: command }) },
  'codex-builtin': { ...codex, tool: 'exec_command', input: JSON.stringify({ cmd: command }) },
  'codex-scripted': { ...codex, tool: 'exec', input: `const result = await tools.exec_command({ cmd: "${command}" });\ntext(result.output ?? result);\n` },
  'opencode-anthropic': { ...claude, ...opencode },
  'opencode-openai': { ...codex, ...opencode },
  'opencode-chat': { ...opencode, ...reasoning, protocol: 'openai_chat_completions', route: '/v1/chat/completions', usage: openAiUsage },
  'copilot-anthropic': { ...claude, ...copilot },
  'copilot-responses': { ...codex, ...copilot },
  'copilot-chat': { ...copilot, ...reasoning, protocol: 'openai_chat_completions', route: '/v1/chat/completions', usage: openAiUsage },
};

// What the person is to read, how soon after the agent's first request of the turn (for a title it may ask long before), and
// after how many at most.
const told = { disabled: 'is disabled', keyless: 'has no credential', refused: 'refuses' };
const soon = 3000;
const few = 6;

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

// The first answer of a -cut- case died inside its tool call; the agent is to ask again by itself.
async function checkCut(name, one, want) {
  const usage = one.tokenUsage;
  same(`${name} cut status`, [one.status, one.httpStatus, one.errorType], ['failed', 200, 'stream_error']);
  same(`${name} cut tool begun`, one.toolUsages?.map((tool) => [tool.tool, tool.input !== want.input && want.input.startsWith(tool.input)]), [[want.tool, true]]);
  // Only Anthropic tells usage before the end.
  same(`${name} cut usage`, usage && [usage.cacheReadInputTokens, usage.partial], want.protocol === 'anthropic_messages' ? [13993, true] : null);
  const health = await get(`/api/v1/providers/${one.providerName}/health`);
  same(`${name} health`, [health.lastErrorClass, health.lastErrorAt >= one.startedAt], ['stream_error', true]);
}

function checkTurn(name, turn, one, want) {
  const at = (what) => `${name} turn ${turn + 1} ${what}`;
  const usage = one.tokenUsage ?? {};
  same(at('client'), one.client, want.client);
  same(at('protocol'), one.protocol, want.protocol);
  same(at('route'), one.route, want.route);
  same(at('streaming'), one.streaming, turn > 0 || !want.asksAgainWithoutStream);
  same(at('status'), [one.status, one.httpStatus, one.errorType], ['completed', 200, null]);
  same(at('credential'), one.credentialKind, 'centralized');
  same(at('tokens'), [usage.inputTokens, usage.outputTokens, usage.cacheReadInputTokens, usage.cacheWriteInputTokens ?? null, usage.partial],
    [want.usage[turn].input, want.usage[turn].output, want.usage[turn].cacheRead, want.usage[turn].cacheWrite, false]);
  for (const [key, count] of Object.entries(want.usage[turn].extra)) same(at(`extra ${key}`), usage.extra?.[key], count);
  same(at('prompts'), one.prompts?.map((prompt) => prompt.text), turn === 0 ? [want.prompt ?? PROMPT] : []);
  same(at('tool'), one.toolUsages?.map((tool) => [tool.tool, tool.input]), turn === 0 ? [[want.tool, want.input]] : []);
  same(at('thoughts'), one.modelThoughts?.map((thought) => [thought.source, thought.content]), turn === 0 ? want.thoughts : want.final);
}

async function checkCase([name, exitCode, session, shown], all) {
  const [agent, cut] = name.split('-cut-');
  const want = { ...expected[agent], asksAgainWithoutStream: agent === 'claude' && cut };
  same(`${name} exit code`, Number(exitCode), 0);
  same(`${name} shows the answer`, Number(shown) > 0, true);
  const mine = all.filter((one) => want.sessionless ? one.client === want.client && one.protocol === want.protocol && one.status === 'completed' : one.clientSessionId === session && session !== '')
    .sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  const main = mine.filter((one) => one.purpose === 'main');
  if (cut && main.length > 0) await checkCut(name, main.shift(), want);
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
  same(`${name} sessions`, [first.sessionId, second.sessionId], want.sessionless ? [first.sessionId, first.sessionId] : [session, session]);
  return mine.map((one) => [name, one]);
}

function checkTold([name, exitCode], folder) {
  const decision = name.slice(name.lastIndexOf('-') + 1);
  const lines = readFileSync(`${folder}/${name}.out`, 'utf8').split('\n').map((line) => line.split('\t'));
  const requests = readFileSync(`${folder}/${name}.requests`, 'utf8').trim().split('\n').map((line) => line.split('\t'));
  const calls = requests.filter(([, method]) => method === 'POST');
  const first = calls.find(([, , , , tools]) => tools === 'true');
  const shown = lines.find(([, text]) => text?.includes(told[decision]) && text.includes(`${decision}-`));
  const after = shown && first ? shown[0] - first[0] : null;
  same(`${name} shows the person what was decided`, after !== null, true);
  same(`${name} within ${soon} ms`, after !== null && after <= soon, true);
  same(`${name} after ${few} requests`, calls.length > 0 && calls.length <= few, true);
  same(`${name} ends by itself`, exitCode !== '124', true);
  return [name, exitCode, calls.length, [...new Set(calls.map(([, , , status]) => status))].join(), after, shown?.[1].trim().slice(0, 90)];
}

function print(head, cells) {
  const lines = cells.map((row) => row.map((cell) => String(cell ?? '-') || '-'));
  const widths = head.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)));
  for (const line of [head, ...lines]) console.log(line.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd());
}

function printRecords(rows) {
  const head = ['case', 'client', 'protocol', 'purpose', 'status', 'in', 'out', 'read', 'write', 'tool', 'thoughts', 'parent'];
  print(head, rows.map(([name, one]) => {
    const usage = one.tokenUsage ?? {};
    return [name, one.client, one.protocol, one.purpose, one.status, usage.inputTokens, usage.outputTokens, usage.cacheReadInputTokens,
      usage.cacheWriteInputTokens, one.toolUsages?.map((tool) => tool.tool).join(), one.modelThoughts?.map((thought) => thought.source).join(),
      one.threadParentId?.slice(-6)];
  }));
}

const cases = readFileSync(process.argv[2], 'utf8').trim().split('\n').map((line) => line.split('\t'));
const [decided, played] = [cases.filter(([name]) => name.includes('-told-')), cases.filter(([name]) => !name.includes('-told-'))];
if (played.length > 0) {
  const all = await settled();
  printRecords((await Promise.all(played.map((one) => checkCase(one, all)))).flat());
}
if (decided.length > 0) {
  print(['case', 'exit', 'requests', 'status', 'shown after ms', 'as'], decided.map((one) => checkTold(one, dirname(process.argv[2]))));
}
for (const fault of faults) console.log(`FAILED ${fault}`);
console.log(`${passed} passed, ${faults.length} failed`);
process.exitCode = faults.length === 0 && passed > 0 ? 0 : 1;
