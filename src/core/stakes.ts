/** What a question is about when a made-up answer could do harm. */
export type StakesTopic = 'price' | 'health' | 'law' | 'hiring' | 'groups';
