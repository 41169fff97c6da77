import type { Provider, Type } from '@nestjs/common';
import { ClerkPages } from '../clerk/clerk.controller.js';
import { LanguageController } from '../language.controller.js';
import { Pages } from '../page.js';
import { RecordPages } from './counts.controller.js';
import { DetailsPages } from './details.controller.js';
import { DetailsGrid } from './details-grid.js';
import { ExceptionPages } from './exceptions.controller.js';
import { JobPages } from './jobs.controller.js';
import { ListController } from './list.controller.js';
import { NewPages } from './new.controller.js';
import { OrderPages } from './orders.controller.js';
import { Papers } from './paper.js';
import { ProgressPages } from './progress.controller.js';
import { ReleasePages } from './release.controller.js';
import { ScopePages } from './scope.controller.js';
import { ScopeForms } from './scope-form.js';
import { SheetPages } from './sheets.controller.js';
import { StepsPages } from './steps.controller.js';
import { WorkerPages } from './workers.controller.js';

/** The pages of the office. */
export const officePages: Type[] = [
  LanguageController,
  ListController,
  WorkerPages,
  NewPages,
  JobPages,
  StepsPages,
  ScopePages,
  OrderPages,
  SheetPages,
  RecordPages,
  ReleasePages,
  ProgressPages,
  ExceptionPages,
  ClerkPages,
  DetailsPages,
];

/** What they share. */
export const officeParts: Provider[] = [Pages, Papers, DetailsGrid, ScopeForms];
