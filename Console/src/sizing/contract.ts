/** `GET /sizing`. What never ends comes as the text `Infinity`. */
export interface Sizing {
  readonly profile: string;
  readonly profiles: readonly string[];
  readonly measured: { readonly machine: string; readonly commit: string; readonly startedAt: string } | null;
  readonly inputs: readonly SizingInput[];
  readonly services: readonly SizedService[];
  readonly deployment: Deployment;
}

export interface SizingInput {
  readonly key: string;
  readonly group: string;
  readonly value: number | null;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly isWhole: boolean;
  readonly isOptional: boolean;
  readonly measured: string | null;
}

export interface Figure {
  readonly name: string;
  readonly value: number | string;
  readonly unit: string;
  readonly formula: string;
  readonly worked: string;
  readonly source: string;
  readonly text: string;
}

export interface SizedService {
  readonly name: "Chat" | "Imaging" | "Gateway";
  readonly figures: readonly Figure[];
  readonly refinement: readonly Figure[];
  readonly fits: boolean;
  readonly servers: number | null;
  readonly limitingResource: string;
  readonly uses: readonly { readonly resource: string; readonly needed: number; readonly available: number | null; readonly utilisation: number | null; readonly unit: string }[];
}

export interface ContainerSize {
  readonly cores: number;
  readonly memoryGibibytes: number;
}

export interface PoolShare {
  readonly total: number;
  readonly replicas: number;
  readonly perReplica: number;
  readonly opened: number;
}

export interface Deployment {
  readonly chat: { readonly replicas: number; readonly databasePool: PoolShare; readonly container: ContainerSize };
  readonly imaging: {
    readonly apiReplicas: number;
    readonly workerReplicas: number;
    readonly slotsPerWorkerReplica: number;
    readonly databasePool: PoolShare;
    readonly coresPerWorker: number;
    readonly memoryMegabytesPerImage: number;
    readonly gpuSlots: number | null;
    readonly apiContainer: ContainerSize;
    readonly workerContainer: ContainerSize;
  };
  readonly gateway: { readonly replicas: number; readonly container: ContainerSize };
  readonly postgresMaxConnections: number;
}
