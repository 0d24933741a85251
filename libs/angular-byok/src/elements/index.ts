export { activeLanguage } from '../active-language.js';
export { twoForms, type PluralForms } from '../plural-forms.js';
export { CLOCK_TIME } from './clock-time.js';
export { ConfirmService } from './confirm.service.js';
export { DayPipe } from './day.pipe.js';
export { IconComponent } from './icon.component.js';
export { MomentPipe } from './moment.pipe.js';
export { PluralPipe } from './plural.pipe.js';
export { sunsetKey } from './model-sunset.js';
