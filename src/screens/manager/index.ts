import type { Provider, Type } from '@nestjs/common';
import { LanguageController } from '../language.controller.js';
import { Pages } from '../page.js';
import { DetailsPages } from './details.controller.js';
import { DetailsGrid } from './details-grid.js';
import { JobPages } from './jobs.controller.js';
import { ListController } from './list.controller.js';
import { Papers } from './paper.js';
import { StepsPages } from './steps.controller.js';

/** The pages of the office. */
export const officePages: Type[] = [LanguageController, ListController, JobPages, StepsPages, DetailsPages];

/** What they share. */
export const officeParts: Provider[] = [Pages, Papers, DetailsGrid];
