import type { Page } from 'playwright-core';

/* A set of personas made with the forms of the playground. */

/** Fills in fields of the form that is open. */
export const fill = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  for (const [option, text] of Object.entries(fields)) {
    const control = page.locator(`#form-${option}`);
    if ((await control.evaluate((node) => node.tagName)) === 'SELECT') await control.selectOption(text);
    else await control.fill(text);
  }
};

/** Fills in the form that is open and sends it. */
export const send = async (page: Page, fields: Readonly<Record<string, string>>): Promise<void> => {
  await page.locator('dialog.form').waitFor();
  await fill(page, fields);
  await page.locator('dialog.form .primary').click();
  await page.locator('dialog.form').waitFor({ state: 'detached' });
};

/** Presses a button of the answer in the dialog. */
export const press = (page: Page, label: string): Promise<void> => page.locator('dialog.reply .action', { hasText: label }).first().click();

/** What a set says of itself. */
export const details = {
  title: 'Repair shop',
  about: 'People who bring things to be mended.',
  use_for: 'Finding questions to ask',
  not_for: 'Predicting sales',
  licence: 'for our own use',
};
/** What the four forms of a persona ask for. */
export const parts = [
  {
    name: 'Wanda',
    role: 'Repairs a thing before replacing it',
    kind: 'composite',
    assumed_by: 'the repair desk',
    story: 'Wanda is an invented character who keeps a soldering iron in a parcel van.',
  },
  {
    background: 'I drive a parcel van and keep a soldering iron in it. | invention',
    goals: 'I want to get it open with one screwdriver. | on: repair, @technology\nI want it to outlive the van.',
    frustrations: 'A glued case tells me to stay away. | against | on: sealed\nI keep the old one when it says never again. | against',
    decision_rules: 'Two years of spare parts, or I leave it. | on: @price\nHeadphones I buy new each time. | for | on: music',
    tendencies: 'I scroll to the picture of the back first.',
  },
  {
    knows: 'I know what a battery costs in a shop.',
    does_not_know: 'What looks good in a room is beyond me.',
    recent_context: 'I mended a kettle for a neighbour. | invention | 2026-05-09',
  },
  {
    manner: 'Plain and patient. | invention',
    samples: 'Show me the back.\nThat screw is odd.',
    review_by: '2027-05-31',
    reviewer: 'not yet reviewed',
  },
] as const;

type Parts = readonly [Fields, Fields, Fields, Fields];
type Fields = Readonly<Record<string, string>>;

/** Adds a persona to the draft in the dialog, form by form. */
export const addPersona = async (page: Page, [first, wants, knows, voice]: Parts): Promise<void> => {
  await press(page, 'Add a persona');
  await send(page, first);
  await press(page, 'Wants and habits');
  await send(page, wants);
  await press(page, 'Knows and recent');
  await send(page, knows);
  await press(page, 'Voice and review');
  await send(page, voice);
};
