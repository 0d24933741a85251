export { strictestPolicy, withFallback } from '../sealing/fallback-header.js';
export { PayerLineComponent } from './payer-line.component.js';
export { forecastPayer, keyProvidersFor, type Payer, type PayerForecast, type PayerQuestion } from './payer-forecast.js';
export { billingPage } from './provider-pages.js';
