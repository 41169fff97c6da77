import type { NextFunction, Response } from 'express';
import multer, { MulterError } from 'multer';
import { refuse } from '../errors.js';
import { MOST_BYTES } from '../files/read-table.js';
import type { Asked } from './request.js';

const read = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: MOST_BYTES, fields: 20, fieldSize: 8_192, fieldNameSize: 100 },
}).single('file');

/** Reads the forms that carry a sheet, of somebody who is signed in; others carry no files. */
export function sheetUploads(request: Asked, response: Response, next: NextFunction): void {
  const mayBe = request.method === 'POST' && request.actor && /\/sheet(\/file)?$/.test(request.path);
  if (!mayBe || !request.is('multipart/form-data')) {
    next();
    return;
  }
  read(request, response, (error: unknown) => {
    if (!error) return next();
    const code = error instanceof MulterError ? error.code.toLowerCase().replaceAll('_', '-') : 'malformed';
    next(
      refuse(
        'malformed',
        code === 'limit-file-size' ? 'file.too-large' : `file.${code}`,
        code === 'limit-file-size'
          ? `A file has at most ${MOST_BYTES / 1024 / 1024} MB.`
          : 'This form could not be read. It has one file and its fields.',
        { field: 'file' },
      ),
    );
  });
}

/** The file of a form. Throws `file.missing` (400). */
export function fileOf(request: Asked): Buffer {
  if (request.file && request.file.size > 0) return request.file.buffer;
  throw refuse('malformed', 'file.missing', 'Choose a file.', { field: 'file' });
}
