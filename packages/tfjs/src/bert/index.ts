export { createTfjsEncoder, type TfjsEncoder, type TfjsEncoderOptions } from './create-tfjs-encoder.ts';
