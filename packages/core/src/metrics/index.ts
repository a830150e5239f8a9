export { type CalibrationBin, calibrationBins, expectedCalibrationError } from './calibration.ts';
export {
  accuracy,
  balancedAccuracy,
  brierScore,
  confusionMatrix,
  logLoss,
  majorityRate,
  quadraticWeightedKappa,
  rocAuc,
} from './classification.ts';
export { meanAbsoluteError, r2, rootMeanSquaredError } from './regression.ts';
