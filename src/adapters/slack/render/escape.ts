/**
 * Text for a field in which Slack reads its own markup: the top-level `text`, and any `mrkdwn` object. Slack asks for these three
 * and for no others (docs.slack.dev/messaging/formatting-message-text), and does not read a decoded entity again (measured in
 * github.com/PostHog/posthog/pull/95054). Not for `plain_text` objects and not for `text` elements of `rich_text`: nothing is read there, so
 * people would see the entities.
 */
export const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
