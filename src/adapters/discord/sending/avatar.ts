/*
 * The picture of our webhook: a board with rings on it, 128 by 128 points, drawn for this project. No face and no animal. All personas share it: a picture for
 * each would have to be fetched from an address (`avatar_url` takes nothing else), and whoever hosts it would learn who reads.
 */

const png = [
  'iVBORw0KGgoAAAANSUhEUgAAAIAAAACAAQMAAAD58POIAAAABlBMVEUrLzrytwV5pYdkAAABDElEQVR42u2UPQ7DIAyFHTEwcgSOwtGgN+MoHIGRIYLGTYWd',
  'vA7tkKlxFDn6guTfB9FtP9tQdjGY7g0akT+ATGQOQHv+6OyjAo29V6BS7OQUyGZ/J0jb37ooQGGMlQT0PWQUwKdHErC+ssxhgmY5RvETVLelGqsT4LnaJqCE',
  'SuRWq0AhsgrkyP3oRsBIvi1DQBpc7VgmeHCqKT4U4PIVWDhACWkCs4MsgJOsXoOtriag2+b5KXGC6qtrToNQ7HoE2VwAzlHOeZwyhVo+VHvuB3QMegpdh7nA',
  '5GC2MH3YD9gg2DHYQthT2GTYdVAD6gUUBZoDVYJuQdmofbgd4P64/traRrR7HtcNvgF/bE/wBtceYhgTYgAAAABJRU5ErkJggg==',
].join('');

/** The picture as Discord takes it when a webhook is made. */
export const webhookAvatar = `data:image/png;base64,${png}`;
