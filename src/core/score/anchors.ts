/*
 * Sentences that people at five levels would say, lowest first: behaviour in the first person, as people talk, because formal scale labels were 29 points worse
 * (arXiv 2602.13862). Written for this project; nobody said them.
 */

/** Five sentences, lowest level first. */
export type Anchors = readonly [string, string, string, string, string];

/** What can be rated, with the paraphrases that it is rated against. */
export const scales = {
  click: [
    [
      "I'd scroll straight past this.",
      "I'd probably skip it.",
      'I might click, I might not.',
      "I'd probably click on it.",
      "I'd click that right away.",
    ],
    [
      'This would not get a click from me, ever.',
      'I would most likely leave it and move on.',
      'On one day I would open it, on another I would leave it.',
      'I would most likely open it to see more.',
      'I would open this the second I saw it.',
    ],
    [
      'I would not even slow down for this one.',
      'I would glance at it and keep scrolling.',
      'I would hesitate over it and could go either way.',
      'I would stop and tap on it in most cases.',
      'I would stop everything and tap on it at once.',
    ],
    [
      'There is nothing here that I want to read.',
      'There is little here that makes me want to read on.',
      'I am half curious and half indifferent.',
      'I am curious enough to read on.',
      'I have to read this now.',
    ],
  ],
  purchase: [
    [
      'I definitely would not buy it.',
      'I probably would not buy it.',
      'I might or might not buy it.',
      'I probably would buy it.',
      'I definitely would buy it.',
    ],
    [
      'I would never spend money on this.',
      'I would rather keep my money.',
      'I could buy it or leave it.',
      'I would likely spend money on this.',
      'I would spend money on this without a second thought.',
    ],
    [
      'It would stay on the shelf, no matter what.',
      'It would most likely stay on the shelf.',
      'I would pick it up, look at it and be unsure.',
      'It would most likely end up in my basket.',
      'It would go straight into my basket.',
    ],
    [
      'This is not for me at all, no chance that I get one.',
      'I do not see myself getting one.',
      'I am undecided whether to get one.',
      'I can see myself getting one.',
      'I want one and I am getting it today.',
    ],
  ],
  trust: [
    [
      'I do not believe a word of this.',
      'I doubt most of this.',
      'I am not sure whether to believe this.',
      'I believe most of this.',
      'I believe every word of this.',
    ],
    [
      'This is a scam and they are lying to me.',
      'Something about this smells wrong to me.',
      'It could be honest or it could be a trick.',
      'It sounds fairly honest to me.',
      'It is completely honest and I would rely on it.',
    ],
    [
      'I would never hand them my details.',
      'I would be wary of giving them my details.',
      'I would need to check before giving them my details.',
      'I would feel fine giving them my details.',
      'I would give them my details without any worry.',
    ],
    [
      'They cannot be trusted at all.',
      'I have little trust in them.',
      'I neither trust nor distrust them.',
      'I have a good deal of trust in them.',
      'I trust them completely.',
    ],
  ],
  clarity: [
    [
      'I have no idea what this means.',
      'I can hardly tell what this is about.',
      'I get some of it and miss the rest.',
      'I understand most of it.',
      'I understand it completely at first glance.',
    ],
    [
      'This is pure gibberish to me.',
      'This is rather confusing to me.',
      'Parts of it are clear and parts are muddled.',
      'This is rather clear to me.',
      'This is as clear as day to me.',
    ],
    [
      'I read it five times and still could not say what they offer.',
      'I had to guess what they offer.',
      'I have a rough idea what they offer.',
      'I could say what they offer in my own words.',
      'I know exactly what they offer and what I would get.',
    ],
    [
      'I am totally lost.',
      'I am a bit lost.',
      'I am following about half of it.',
      'I am following nearly all of it.',
      'I am following every bit of it without effort.',
    ],
  ],
} as const satisfies Record<string, readonly Anchors[]>;

/** Something that can be rated from words. */
export type Scale = keyof typeof scales;

/** The scales, in the order in which people read them. */
export const scaleNames: readonly Scale[] = ['click', 'purchase', 'trust', 'clarity'];
