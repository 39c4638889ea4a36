import { anything, boolean, both, byType, type Check, createProblems, integer, list, object, oneOf, string, where } from './checks.ts';
import {
  accessoryKinds,
  actionKinds,
  anyText,
  contextActionKinds,
  contextKinds,
  imageElement,
  inputKinds,
  markupText,
  plainText,
} from './elements.ts';
import { rules } from './rules.ts';
import { type Fields, isFields, listOf, textOf } from './types.ts';

const base = { type: anything, 'block_id?': string(rules.id, 1) } as const;

const style = object({ 'bold?': boolean, 'italic?': boolean, 'strike?': boolean, 'code?': boolean, 'underline?': boolean });
const styled = { type: anything, 'style?': style } as const;
const richElement = byType(
  {
    text: object({ ...styled, text: string(rules.sectionText * 4, 1) }),
    link: object({ ...styled, url: string(rules.url, 1), 'text?': string(rules.sectionText * 4, 1), 'unsafe?': boolean }),
    emoji: object({ ...styled, name: string(rules.id, 1), 'unicode?': string(100), 'url?': anything }),
    user: object({ ...styled, user_id: string(rules.id, 1) }),
    usergroup: object({ ...styled, usergroup_id: string(rules.id, 1) }),
    channel: object({ ...styled, channel_id: string(rules.id, 1) }),
    broadcast: object({ ...styled, range: oneOf('here', 'channel', 'everyone') }),
    date: object({ ...styled, timestamp: anything, format: string(rules.id, 1), 'url?': anything, 'fallback?': anything }),
    color: object({ ...styled, value: string(rules.id, 1) }),
  },
  'rich text',
);
const richElements = list(richElement, Number.MAX_SAFE_INTEGER, 0);
const richSection = object({ type: anything, elements: richElements });
const richKinds: Readonly<Record<string, Check>> = {
  rich_text_section: richSection,
  rich_text_quote: object({ type: anything, elements: richElements, 'border?': integer(0, 1) }),
  rich_text_preformatted: object({ type: anything, elements: richElements, 'border?': integer(0, 1), 'language?': string(rules.id, 1) }),
  rich_text_list: object({
    type: anything,
    style: oneOf('bullet', 'ordered'),
    elements: list(byType({ rich_text_section: richSection }, 'rich text'), Number.MAX_SAFE_INTEGER),
    'indent?': integer(0, 8),
    'offset?': integer(0, Number.MAX_SAFE_INTEGER),
    'border?': integer(0, 1),
  }),
};
const richText = object({ ...base, elements: list(byType(richKinds, 'rich text'), Number.MAX_SAFE_INTEGER) });

const rawText = object({ type: anything, text: string(rules.sectionText, 1) });
const tableCell = byType(
  {
    raw_text: rawText,
    rich_text: richText,
    raw_number: object({ type: anything, value: anything, 'text?': string(rules.sectionText) }),
  },
  'table cell',
);
const rows = (min: number, max: number): Check => list(list(tableCell, rules.tableColumns), max, min);

const image = both(
  object({
    ...base,
    'image_url?': string(rules.url, 1),
    'slack_file?': anything,
    alt_text: string(rules.imageAlt, 1),
    'title?': plainText(rules.imageTitle),
  }),
  where('image_url or slack_file is required', (value) => (value['image_url'] === undefined) !== (value['slack_file'] === undefined)),
);

const section = both(
  object({
    ...base,
    'text?': anyText(rules.sectionText),
    'fields?': list(anyText(rules.sectionField), rules.sectionFields),
    'accessory?': byType(accessoryKinds, 'accessory'),
    'expand?': boolean,
  }),
  where('text or fields is required', (value) => value['text'] !== undefined || value['fields'] !== undefined),
);

const input = object({
  ...base,
  label: plainText(rules.inputLabel),
  element: byType(inputKinds, 'input element'),
  'hint?': plainText(rules.inputHint),
  'optional?': boolean,
  'dispatch_action?': boolean,
});

const everywhere: Readonly<Record<string, Check>> = {
  actions: object({ ...base, elements: list(byType(actionKinds, 'action'), rules.actionsElements) }),
  context: object({ ...base, elements: list(byType(contextKinds, 'context element'), rules.contextElements) }),
  divider: object(base),
  header: object({ ...base, text: plainText(rules.header), 'level?': integer(1, 6) }),
  image,
  input,
  rich_text: richText,
  section,
  video: anything,
  alert: object({
    ...base,
    text: anyText(rules.sectionText),
    'level?': oneOf('default', 'info', 'warning', 'error', 'success'),
  }),
};

const card = object({
  ...base,
  'hero_image?': imageElement,
  'icon?': imageElement,
  'title?': markupText(rules.cardTitle),
  'subtitle?': markupText(rules.cardTitle),
  'body?': markupText(rules.cardBody),
  'actions?': list(byType({ button: actionKinds['button'] ?? anything }, 'button'), 5),
});

const messagesOnly: Readonly<Record<string, Check>> = {
  context_actions: object({ ...base, elements: list(byType(contextActionKinds, 'context action'), rules.contextActionsElements) }),
  markdown: object({ ...base, text: string(rules.markdownText, 1) }),
  table: object({ ...base, rows: rows(1, rules.tableRows), 'column_settings?': list(anything, rules.tableColumns) }),
  data_table: object({
    ...base,
    rows: rows(2, rules.tableRows + 1),
    'caption?': anything,
    'page_size?': integer(1, 100),
    'column_settings?': anything,
  }),
  file: anything,
  card,
  carousel: object({ ...base, elements: list(byType({ card }, 'card'), rules.carouselCards) }),
  container: object({
    ...base,
    'title?': plainText(rules.header),
    'rich_text_title?': richText,
    'subtitle?': anyText(rules.header),
    child_blocks: list(byType(everywhere, 'child block'), rules.containerChildren),
    'width?': oneOf('narrow', 'standard', 'wide', 'full'),
    'icon?': imageElement,
    'is_collapsible?': boolean,
    'default_collapsed?': boolean,
    'has_header_divider?': boolean,
  }),
  plan: anything,
  task_card: anything,
  data_visualization: anything,
};

const messageBlock = byType({ ...everywhere, ...messagesOnly }, 'block');
const viewBlock = byType(everywhere, 'block');

const repeated = (values: readonly unknown[]): string | undefined =>
  values.filter((value) => typeof value === 'string').find((value, index, all) => all.indexOf(value) !== index);

/** All elements of a block that a person can use. */
export const elementsOf = (block: Fields): readonly Fields[] => [
  ...listOf([block['accessory'], block['element']]),
  ...(block['type'] === 'actions' || block['type'] === 'context_actions' ? listOf(block['elements']) : []),
  ...listOf(block['child_blocks']).flatMap(elementsOf),
];

/** What is wrong with the blocks of a message or a view, in Slack's words. Empty when nothing is. */
export const findBlockProblems = (blocks: unknown, surface: 'message' | 'view', at = '/blocks'): readonly string[] => {
  const problems = createProblems();
  const isMessage = surface === 'message';
  list(isMessage ? messageBlock : viewBlock, isMessage ? rules.blocksPerMessage : rules.blocksPerView, 0)(blocks, at, problems);
  const twice = repeated(listOf(blocks).map((block) => block['block_id']));
  if (twice !== undefined) problems.add(at, `block_id "${twice}" already exists`);
  listOf(blocks).forEach((block, index) => {
    const doubled = repeated(elementsOf(block).map((element) => element['action_id']));
    if (doubled !== undefined) problems.add(`${at}/${index}`, `action_id "${doubled}" already exists`);
  });
  if (listOf(blocks).filter(({ type }) => type === 'table').length > 1) problems.add(at, 'only_one_table_allowed');
  return problems.list;
};

/** The length of all text in blocks: every `text` that is a string, however deep. Slack does not say what it counts; this is the widest reading. */
export const countText = (value: unknown): number => {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countText(one), 0);
  if (!isFields(value)) return 0;
  const own = textOf(value['text']).length;
  return Object.values(value).reduce((sum: number, one) => sum + (typeof one === 'string' ? 0 : countText(one)), own);
};

/** The same blocks with an id where there was none, as Slack gives them. Elements without `action_id` get one too. */
export const withIds = (blocks: readonly Fields[], next: () => string): readonly Fields[] =>
  blocks.map((block) => {
    const named = (element: unknown): unknown => (isFields(element) && needsId(element) ? { ...element, action_id: next() } : element);
    return {
      ...block,
      block_id: textOf(block['block_id']) || next(),
      ...(isFields(block['accessory']) ? { accessory: named(block['accessory']) } : {}),
      ...(isFields(block['element']) ? { element: named(block['element']) } : {}),
      ...(block['type'] === 'actions' || block['type'] === 'context_actions' ? { elements: listOf(block['elements']).map(named) } : {}),
    };
  });

const needsId = (element: Fields): boolean => element['action_id'] === undefined && element['type'] !== 'image';
