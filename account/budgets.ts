/**
 * Adapter of AWS Budgets: one monthly budget per stage, of the cost of the whole account. Only that
 * includes what bears no tag, and it works from the first day: a budget by tag stays at zero until the
 * tag is activated for billing.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_CreateBudget.html
 */
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import { endpointOf } from '../core/base/config.ts';
import { JsonApi, JsonApiError } from '../core/aws/json-api.ts';

export interface MonthlyBudget {
  readonly usd: number;
  /** Gets a mail at 80 % of the sum, and when the month's forecast is above it. */
  readonly address: string;
}

/** The partition has no budgets of its own. */
export class NoBudgets extends Error {
  override readonly name = 'NoBudgets';
}

/** Budgets belong to the account, so the name has the region, too. */
export function budgetName(stage: string, region: string): string {
  return `spotscribe-${stage}-${region}`;
}

export class Budgets {
  private readonly api: JsonApi;
  private readonly account: string;

  /** @throws NoBudgets */
  constructor(
    region: string,
    { account, credentials }: { account: string; credentials: AwsCredentialIdentityProvider },
  ) {
    this.account = account;
    this.api = new JsonApi({
      target: 'AWSBudgetServiceGateway',
      service: 'budgets',
      ...placeOf(region),
      credentials,
    });
  }

  /** Makes the budget, unless there is one of this name. */
  async make(name: string, { usd, address }: MonthlyBudget): Promise<void> {
    const Budget = {
      BudgetName: name,
      BudgetType: 'COST',
      TimeUnit: 'MONTHLY',
      BudgetLimit: { Amount: usd.toString(), Unit: 'USD' },
    };
    const Subscribers = [{ SubscriptionType: 'EMAIL', Address: address }];
    const NotificationsWithSubscribers = [
      { Notification: above('ACTUAL', 80), Subscribers },
      { Notification: above('FORECASTED', 100), Subscribers },
    ];
    const input = { AccountId: this.account, Budget, NotificationsWithSubscribers };
    await this.callBut('DuplicateRecordException', 'CreateBudget', input);
  }

  /** Removes the budget, if there is one. */
  async remove(name: string): Promise<void> {
    const input = { AccountId: this.account, BudgetName: name };
    await this.callBut('NotFoundException', 'DeleteBudget', input);
  }

  private async callBut(expected: string, action: string, input: object): Promise<void> {
    try {
      await this.api.call(action, input);
    } catch (error) {
      if (!(error instanceof JsonApiError && error.name === expected)) throw error;
    }
  }
}

function above(NotificationType: 'ACTUAL' | 'FORECASTED', Threshold: number) {
  const isAbove = { ComparisonOperator: 'GREATER_THAN', ThresholdType: 'PERCENTAGE' };
  return { NotificationType, Threshold, ...isAbove };
}

/** One endpoint for each partition. */
function placeOf(region: string): { region: string; url: string } {
  if (region.startsWith('us-gov-')) {
    throw new NoBudgets(
      'AWS GovCloud has no budgets: its costs are in the account that it belongs to, where you can make one. Set monthlyBudgetUsd back: --param monthlyBudgetUsd=',
    );
  }
  const [home, domain] = region.startsWith('cn-')
    ? ['cn-northwest-1', 'amazonaws.com.cn']
    : ['us-east-1', 'amazonaws.com'];
  return { region: home, url: endpointOf('BUDGETS', `https://budgets.${domain}/`) };
}
