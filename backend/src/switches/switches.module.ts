import { Module } from '@nestjs/common';
import { SwitchesController } from './switches.controller.js';
import { Switches } from './switches.service.js';

/** What administrators switch off while the server runs. */
@Module({ controllers: [SwitchesController], providers: [Switches], exports: [Switches] })
export class SwitchesModule {}
