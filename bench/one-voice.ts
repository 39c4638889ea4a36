/*
 * Fives of texts that hold one opinion each, written for the benchmark of the spread gauge. Nobody's words. Each five stands in one place.
 */

/** One text, edited a little four times. */
export const editedCopies: ReadonlyArray<readonly string[]> = [
  [
    "I'd be intrigued by a bottled gazpacho, but it would depend on the price and also the freshness. Small batches would convince me.",
    "I would be intrigued by a bottled gazpacho, but it'd depend on the price and the freshness. Small batches would convince me.",
    "I'd be intrigued by bottled gazpacho, but it would depend on price and freshness. A small batch would convince me!",
    "Honestly I'd be intrigued by a bottled gazpacho, but it depends on the price and also on how fresh it is. Small batches would convince me.",
    "I'd be intrigued by a bottled gazpacho but that would depend on its price and its freshness. Small batches could convince me.",
  ],
  [
    "I'm not a big soup person so this doesn't appeal to me. Cold soup sounds odd.",
    'I am not a big soup person so this does not appeal to me. Cold soup sounds odd.',
    "I'm not a big soup person, so this doesn't really appeal to me. Cold soup just sounds odd.",
    "Well, I'm not a big soup person so this doesn't appeal to me at all. Cold soup sounds a bit odd.",
    "I'm not much of a soup person so it doesn't appeal to me. A cold soup sounds odd.",
  ],
];

/** One opinion with one reason, said five times in other words. */
export const paraphrases: ReadonlyArray<readonly string[]> = [
  [
    'I would not buy this. Cold soup from a bottle sounds unpleasant to me, and I prefer my soup hot.',
    "Soup belongs in a bowl and it should be warm. Drinking it chilled does nothing for me, so I'll pass.",
    'No thanks. The idea of sipping chilled tomato soup puts me off; I only like it heated.',
    "This is not something I'd pick up. I like my soups steaming, and a cold drinkable one strikes me as weird.",
    "I'd leave it on the shelf, because cold liquid vegetables are off-putting and soup ought to be served hot.",
  ],
  [
    "Yes, I'd buy it because it saves time: no chopping, it's healthy, and I can grab it for lunch.",
    "A ready-made version means I don't have to prepare vegetables, so as a quick nutritious lunch I'm in.",
    "I like that it's convenient and good for me. On busy days I'd take a bottle to work.",
    'Healthy food without any cooking is exactly what I need at midday, so I would definitely purchase this.',
    "For me the appeal is speed. It's a wholesome meal that's already made, and I'd happily pay for that.",
  ],
  [
    "I might try it once if the price is right, since I've never had gazpacho before.",
    "Gazpacho is new to me. If it isn't expensive I'd give it a go.",
    "Depends what it costs. I haven't tasted this kind of soup, so I would only risk a few dollars.",
    "I'm curious but unsure; a cheap bottle would let me find out whether I like it.",
    'I have never eaten this, so maybe. If they sold it at a low price I could be persuaded to sample one.',
  ],
  [
    "I'd want the device to be audio only, because pictures and screens take away from a child's imagination.",
    'Kids should picture the story themselves. A screen does that work for them, so give me just sound.',
    'My children already see enough screens. Listening makes them imagine things, and that is why I choose audio.',
    'Without images the child has to use their own fantasy. For that reason sound alone is the best option for us.',
    'No display, please. I think hearing a tale lets young minds create the scenes, which a screen would spoil.',
  ],
];
