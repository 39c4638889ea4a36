import { z } from 'zod';
import { personaFileSchema } from '../core/personas/persona.ts';
import { setFileSchema } from '../core/personas/persona-set.ts';

/** The JSON Schema of persona files and of `set.yaml`, as text, for completion and checks in editors. */
export const renderPersonaSchema = (): string =>
  `${JSON.stringify(z.toJSONSchema(z.union([personaFileSchema, setFileSchema]), { io: 'input', reused: 'ref' }), undefined, 2)}\n`;
