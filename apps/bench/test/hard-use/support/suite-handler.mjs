// Does the suite's own jobs, agreement's and science's, by the built handlers.
import agreement from '../../../dist/agreement-handler.js';
import science from '../../../dist/science-handler.js';
import { probed } from './probed.mjs';

const ofAgreement = ({ what }) => what === 'pairs' || what === 'curve';

export default probed((input) => (ofAgreement(input.payload) ? agreement(input) : science(input)));
