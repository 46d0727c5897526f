import fc from 'fast-check';
import { Fifo } from './fifo';

describe('Fifo', () => {
  it('does what an array does', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat({ max: 2_000 }), fc.constant('shift'), fc.constant('clear'))), (steps) => {
        const fifo = new Fifo<number>();
        let model: number[] = [];
        let number = 0;
        for (const step of steps) {
          if (step === 'clear') {
            fifo.clear();
            model = [];
          } else if (step === 'shift') {
            for (let count = Math.ceil(model.length * 0.7); count >= 0; count--) {
              expect(fifo.shift()).toBe(model.shift());
            }
          } else {
            for (let count = 0; count < step; count++) {
              fifo.push(number);
              model.push(number++);
            }
          }
          expect(fifo.length).toBe(model.length);
          expect(fifo.peek()).toBe(model[0]);
          expect([...fifo]).toEqual(model);
        }
      }),
      { numRuns: 50 },
    );
  });
});
