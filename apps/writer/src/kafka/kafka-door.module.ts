import { Module, type DynamicModule } from '@nestjs/common';
import { Cluster, type KafkaLog } from '@rekam/kafka';
import { kafkaSettingsOf, loadKafkaTopics, type Config } from '@rekam/runtime';
import { DOOR_OPTIONS, KafkaDoor, type DoorOptions } from './kafka-door';

/** Takes in what agency systems send by Kafka. Needs the WriterModule beside it. */
@Module({})
class KafkaDoorModule {
  static register(options: DoorOptions): DynamicModule {
    return { module: KafkaDoorModule, providers: [{ provide: DOOR_OPTIONS, useValue: options }, KafkaDoor] };
  }
}

/** The door as the configuration has it: none without brokers, or without a source that may come. Throws ConfigError. */
export function kafkaDoor(config: Config, log: KafkaLog): readonly DynamicModule[] {
  const settings = kafkaSettingsOf(config);
  const topics = loadKafkaTopics(config);
  if (settings === null || topics.intake.length === 0) return [];
  return [KafkaDoorModule.register({ cluster: new Cluster(settings, log), topics, log })];
}
