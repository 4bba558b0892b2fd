import { expose } from "comlink";
import { backupService } from "./backup-service.ts";

expose(backupService);
