import type { Provider, Type } from '@nestjs/common';
import { TerminalCountController } from './count.controller.js';
import { CountScreen } from './count-screen.js';
import { TerminalLineController } from './line.controller.js';
import { TerminalOrderController } from './order.controller.js';
import { OrderScreen } from './order-screen.js';
import { TerminalOrdersController } from './orders.controller.js';
import { TerminalSignInController } from './sign-in.controller.js';

/** The terminal's screens, by their controllers (terminal.md). */
export const terminalScreens: Type[] = [
  TerminalSignInController,
  TerminalOrdersController,
  TerminalOrderController,
  TerminalCountController,
  TerminalLineController,
];

/** What they share. */
export const terminalParts: Provider[] = [OrderScreen, CountScreen];
