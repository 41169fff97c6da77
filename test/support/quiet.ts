import { Logger } from '@nestjs/common';

// Rooms log what they do; tests look at what came of it.
Logger.overrideLogger(false);
